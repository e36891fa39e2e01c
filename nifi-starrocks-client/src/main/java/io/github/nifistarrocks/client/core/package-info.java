/**
 * Types that every package of the client shares: configuration, addresses, cancellation, exceptions and their texts. Depends on no other package of the
 * client.
 */
package io.github.nifistarrocks.client.core;
