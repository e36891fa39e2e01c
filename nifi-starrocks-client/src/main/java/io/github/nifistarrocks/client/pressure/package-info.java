/** Back-off and slots of tables, and the time for a refused login. Sends nothing. */
package io.github.nifistarrocks.client.pressure;
