/**
 * The peer as a Spring Boot application: the entry point and how a refused start is told. Everything else lives in the
 * rooms below, whose imports point down only; {@code ArchitectureTest} holds the table. Runs on the main thread.
 */
package io.parvada.peer;
