package io.github.nifistarrocks.emulator.catalog;

/** A view and the query that it stands for. */
public record View(TableName name, String query) {}
