package io.github.nifistarrocks.emulator.catalog;

/** A view and its query. */
public record View(TableName name, String query) {}
