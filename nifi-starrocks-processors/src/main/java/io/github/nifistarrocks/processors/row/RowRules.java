package io.github.nifistarrocks.processors.row;

import java.util.Optional;

import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.table.TableResolver;

/**
 * How records become rows.
 *
 * @param changes tells the changes in a record
 * @param deletes what deletes do
 * @param targets tells a record's table
 * @param rejections takes records whose change cannot be told; without it such a record is an error
 */
public record RowRules(ChangeReader changes, DeleteHandling deletes, TableResolver targets, Optional<Rejections> rejections) {}
