/**
 * The plan document, which FetchStarRocksTablets writes and ScanStarRocksTablet reads: its contents, its JSON format, and how a plan is created and
 * divided into groups of tablets. Reading tablets belongs to {@code processors.scan}.
 */
package io.github.nifistarrocks.processors.plan;
