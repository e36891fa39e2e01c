/**
 * Decodes the values of change events: by the schema inside the event, else by the type of the target column. Nothing here knows operations or keys.
 */
package io.github.nifistarrocks.processors.change.decode;
