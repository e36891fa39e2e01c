/** HTTP requests to FEs and BEs: connections, redirects, uploads and the JSON of replies. Knows no loads and no scans. */
package io.github.nifistarrocks.client.http;
