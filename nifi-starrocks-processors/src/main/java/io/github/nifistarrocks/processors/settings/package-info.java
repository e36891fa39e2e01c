/** The properties of PutStarRocks, their validation, and their values for one FlowFile. Nothing here sends a request. */
package io.github.nifistarrocks.processors.settings;
