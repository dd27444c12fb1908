/**
 * The system as people run it: real peer-service.jar and peer-cli.jar processes, real containers, real signals. The room
 * stands in this module because it is built last; it uses the JARs and nothing of the code.
 */
package io.parvada.system;
