/** The contract between the processors and the connection service. Nothing else may be added: NiFi loads this package once for all NARs. */
package io.github.nifistarrocks.services.api;
