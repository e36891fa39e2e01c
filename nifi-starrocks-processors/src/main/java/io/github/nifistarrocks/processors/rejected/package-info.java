/** Rejected records with their values as they were read, in a form that no writer changes. Nothing here knows a load or why a record is rejected. */
package io.github.nifistarrocks.processors.rejected;
