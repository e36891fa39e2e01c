/** Values that users select for properties of the processors that scan. The names of the constants are stored in flows. */
package io.github.nifistarrocks.processors.option.scan;
