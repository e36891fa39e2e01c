/**
 * The target tables of records and their columns as the server reports them. Nothing here knows a change or a load.
 */
package io.github.nifistarrocks.processors.table;
