/** Values that users select for properties of the processors. The names of the constants are stored in flows. No other package of the processors is used here. */
package io.github.nifistarrocks.processors.option;
