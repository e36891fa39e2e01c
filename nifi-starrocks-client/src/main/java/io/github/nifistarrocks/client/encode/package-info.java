/** Writes rows as CSV or JSON, and compresses them. Knows no loads. */
package io.github.nifistarrocks.client.encode;
