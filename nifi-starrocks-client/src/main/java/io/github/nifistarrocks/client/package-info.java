/** The client of a StarRocks cluster for users outside of this module. Only what combines the packages below belongs here. */
package io.github.nifistarrocks.client;
