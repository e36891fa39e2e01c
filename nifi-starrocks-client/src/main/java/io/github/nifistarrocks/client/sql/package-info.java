/** Statements that an FE executes over HTTP (StarRocks 3.2+): queries of system tables and SHOW. */
package io.github.nifistarrocks.client.sql;
