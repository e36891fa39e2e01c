/**
 * Maps StarRocks' types to NiFi's record types. Depends on the types of both only: no values, no records, no properties.
 */
package io.github.nifistarrocks.processors.type;
