/**
 * One run of the client: what the user said for every action, whom it asks, where it prints, and how it is interrupted.
 * It may touch {@code peer} and {@code output}.
 */
package io.parvada.cli.session;
