package io.github.nifistarrocks.processors.row;

import java.util.Optional;

import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.table.TableResolver;

/**
 * How records are converted to rows.
 *
 * @param changes reads the changes of a record
 * @param deletes the effect of deletes
 * @param targets determines the table of a record
 * @param rejections collects invalid records; when empty, an invalid record is an error
 */
public record RowRules(ChangeReader changes, DeleteHandling deletes, TableResolver targets, Optional<Rejections> rejections) {}
