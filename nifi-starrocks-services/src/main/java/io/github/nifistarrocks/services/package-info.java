/** The connection service: its properties, their validation, and its verification. Requests to the cluster belong to the client. */
package io.github.nifistarrocks.services;
