/** Tables, columns and types of StarRocks. No other package compares the names of types. */
package io.github.nifistarrocks.client.schema;
