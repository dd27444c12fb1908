/**
 * The client {@code peer-cli}: the entry point, the two spellings of an action, and the one place where a failure becomes
 * a sentence and an exit code. The actions stand in {@code ask} and {@code move}; imports point down: cli, then ask and
 * move, session, peer, output. One run is one process; its main thread runs the action.
 */
package io.parvada.cli;
