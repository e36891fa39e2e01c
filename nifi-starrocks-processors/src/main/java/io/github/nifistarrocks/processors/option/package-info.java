/** Values that users select for properties of PutStarRocks. The names of the constants are stored in flows. Nothing here depends on other packages of processors. */
package io.github.nifistarrocks.processors.option;
