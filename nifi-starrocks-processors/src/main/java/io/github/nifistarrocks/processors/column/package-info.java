/**
 * Which fields of the records fill which columns of the table, and the load header that describes it. Values are the business of other packages.
 */
package io.github.nifistarrocks.processors.column;
