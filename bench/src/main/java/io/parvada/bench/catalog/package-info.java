/**
 * A peer with a million files: names, contents, a restart; and what a peer costs before anyone asks it for anything.
 * {@code NameQueries} and {@code EmptyApp} run in processes of their own, on the libraries of peer-service.jar.
 */
package io.parvada.bench.catalog;
