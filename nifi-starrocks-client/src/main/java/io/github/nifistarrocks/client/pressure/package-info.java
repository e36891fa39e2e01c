/** Back-off and slots of tables. Sends nothing. */
package io.github.nifistarrocks.client.pressure;
