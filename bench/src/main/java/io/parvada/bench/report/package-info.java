/** Numbers into sentences, tables and pictures. Measures nothing. */
package io.parvada.bench.report;
