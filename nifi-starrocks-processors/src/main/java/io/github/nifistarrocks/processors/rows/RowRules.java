package io.github.nifistarrocks.processors.rows;

import java.util.Optional;

import io.github.nifistarrocks.processors.cdc.ChangeReader;

/**
 * How records become rows.
 *
 * @param changes tells the changes in a record
 * @param deletes what deletes do
 * @param targets tells a record's table
 * @param rejections takes records whose change cannot be told; without it such a record is an error
 */
public record RowRules(ChangeReader changes, DeleteHandling deletes, Targets targets, Optional<Rejections> rejections) {}
