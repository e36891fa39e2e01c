/** Verification of the properties of PutStarRocks, with requests to StarRocks but without a load. */
package io.github.nifistarrocks.processors.verify;
