/** Loads in transactions of several requests, and trial loads. */
package io.github.nifistarrocks.client.transaction;
