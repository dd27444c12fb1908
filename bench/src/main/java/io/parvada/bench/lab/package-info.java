/** Where a row is measured: its directories, files and processes, and what the kernel counts of them. Linux only. */
package io.parvada.bench.lab;
