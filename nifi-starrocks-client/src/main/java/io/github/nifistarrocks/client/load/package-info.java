/** Loads as callers see them: requests, bodies in parts, labels and outcomes. Sends nothing. */
package io.github.nifistarrocks.client.load;
