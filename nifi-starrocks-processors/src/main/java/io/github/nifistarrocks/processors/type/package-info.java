/**
 * How StarRocks' types correspond to NiFi's record types: one mapping for loads, change events and scans. Nothing here knows a record, a load or a scan.
 */
package io.github.nifistarrocks.processors.type;
