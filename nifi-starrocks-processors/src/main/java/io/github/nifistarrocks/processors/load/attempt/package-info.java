/** What the processor knows of attempts whose outcome is open, over stops and restarts, and what StarRocks knows of them before rows are sent again. */
package io.github.nifistarrocks.processors.load.attempt;
