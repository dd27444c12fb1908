# Parvada in a container. Two ways to build the same image:
#   docker build -t parvada/peer .                        everything in Docker, from a clean clone
#   docker build -t parvada/peer --target prebuilt .      from the JARs that ./mvnw package has made
# RUNTIME_IMAGE is any image with a Java 17+ runtime (and curl, or Debian's apt-get to install it); BUILD_IMAGE any with a JDK 17+.
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre-noble
ARG BUILD_IMAGE=eclipse-temurin:25-jdk-noble

FROM ${RUNTIME_IMAGE} AS runtime
# The state volume takes this mode, so that whatever user the peer runs as can write there.
RUN mkdir -p /app /share /state && chmod 1777 /share /state
# The health checks of docker-compose.yml ask with curl, which not every runtime image has.
RUN command -v curl >/dev/null \
    || (apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*)
COPY scripts/peer-cli scripts/class-archive.sh /usr/local/bin/
WORKDIR /app
# Without a UTF-8 locale Java before 18 cannot write names that are not ASCII.
ENV PEER_STATE_DIR=/state PEER_SHARED_DIR=/share LC_ALL=C.UTF-8 PARVADA_JAVA_OPTIONS=-Xmx128m
USER 1000:1000
# One process, which is PID 1 and gets SIGTERM. Half of the container's memory is heap: gRPC's buffers and the page
# cache live outside of it.
# A JVM that the archive of its classes was not made by leaves it out, silently.
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/app/peer-service.jsa", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/peer-service.jar"]

# In a stage of its own, so that the image does not carry the peer's JAR and what it was laid out to.
FROM runtime AS prebuilt-laid-out
USER root
# [r]: the classic builder runs this stage also on a clean clone, where no JARs are; a source that is always there keeps
# the command from failing then.
COPY scripts/peer-cli peer-service/target/peer-service.ja[r] peer-cli/target/peer-cli.ja[r] /app/
RUN [ ! -f /app/peer-cli.jar ] || class-archive.sh --lay-out /app/peer-service.jar /app/peer-cli.jar

FROM runtime AS prebuilt
COPY --from=prebuilt-laid-out /app /app

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
RUN ./mvnw -q -B package -DskipTests

# By the runtime's own JVM: an archive belongs to the one that made it.
FROM runtime AS laid-out
USER root
COPY --from=build /src/peer-service/target/peer-service.jar /src/peer-cli/target/peer-cli.jar /app/
RUN class-archive.sh --lay-out /app/peer-service.jar /app/peer-cli.jar

FROM runtime
COPY --from=laid-out /app /app
