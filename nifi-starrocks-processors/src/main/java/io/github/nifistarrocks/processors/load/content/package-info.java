/** The load of the content of one FlowFile, as records or as raw content, up to its result. No class here knows sessions, relationships or attributes. */
package io.github.nifistarrocks.processors.load.content;
