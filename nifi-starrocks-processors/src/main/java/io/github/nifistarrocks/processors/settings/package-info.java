/** The values of the properties for one FlowFile, and the Stream Load headers that follow from them. Nothing here sends a request. */
package io.github.nifistarrocks.processors.settings;
