/** The meaning of the statuses and messages of servers. No other package compares the messages of servers. */
package io.github.nifistarrocks.client.reply;
