package io.github.nifistarrocks.processors.row;

import java.util.Optional;

import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.table.TableResolver;

/**
 * How records are converted to rows.
 *
 * @param changes reads the changes of a record
 * @param deletes the effect of deletes
 * @param targets determines the table of a record
 * @param unknownFields the effect of values of a record that no field of its schema has
 * @param rejections collects invalid records; when empty, an invalid record is an error
 */
public record RowRules(ChangeReader changes, DeleteHandling deletes, TableResolver targets, UnknownFields unknownFields, Optional<Rejections> rejections) {}
