/**
 * The plan document, which FetchStarRocksTablets writes and ScanStarRocksTablet reads: its contents, its signed JSON format, and its division into groups of
 * tablets. Creating a plan belongs to {@code processors.planning}, reading tablets to {@code processors.scan}.
 */
package io.github.nifistarrocks.processors.plan;
