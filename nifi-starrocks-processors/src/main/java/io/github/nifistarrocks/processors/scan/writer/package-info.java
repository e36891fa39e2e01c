/** What record writers keep of values: parts of times, blanks, arrays, characters. Knows no vectors and no configured record writer. */
package io.github.nifistarrocks.processors.scan.writer;
