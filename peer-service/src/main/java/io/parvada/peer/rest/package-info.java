/** HTTP and JSON in. */
package io.parvada.peer.rest;
