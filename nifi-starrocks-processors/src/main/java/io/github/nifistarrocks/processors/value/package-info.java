/**
 * Single values of records as StarRocks reads them: text, dates, numbers, bytes and JSON, whatever class holds them. Nothing here knows a row, a plan of columns
 * or a load.
 */
package io.github.nifistarrocks.processors.value;
