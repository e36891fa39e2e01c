/** The rows of SHOW PARTITIONS and SHOW TABLET. Knows tables and what an FE knows of their versions, knows no user and no request. */
package io.github.nifistarrocks.emulator.listing;
