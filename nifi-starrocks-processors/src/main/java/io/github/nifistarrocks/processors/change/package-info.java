/**
 * The model of a change: one row that is written or deleted, and how records describe it. Nothing here knows a format of change events or a load.
 */
package io.github.nifistarrocks.processors.change;
