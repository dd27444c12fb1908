package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** nginx as its manual tunes it for large files: sendfile, tcp_nopush, no log of accesses; PUT by its dav module. */
public final class Nginx {

    private static final String CONFIG = """
            daemon off;
            worker_processes 1;
            %s
            pid %2$s/nginx.pid;
            error_log stderr warn;
            events { worker_connections 64; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              client_max_body_size 0;
              client_body_temp_path %3$s/.nginx-body;
              proxy_temp_path %2$s/nginx-proxy;
              fastcgi_temp_path %2$s/nginx-fastcgi;
              uwsgi_temp_path %2$s/nginx-uwsgi;
              scgi_temp_path %2$s/nginx-scgi;
              server {
                listen %4$s:%5$d;
                root %3$s;
                dav_methods PUT;
              }
            }
            """;

    private final Server server;
    private final String url;

    private Nginx(Server server, String url) {
        this.server = server;
        this.url = url;
    }

    public static Nginx start(Lab lab, Path root) {
        return start(lab, "nginx", root, "127.0.0.1", lab.freePort(), List.of());
    }

    /** @param launcher words before the command: a network namespace, or none */
    public static Nginx start(Lab lab, String name, Path root, String host, int port, List<String> launcher) {
        Path own = lab.directory(name + ".d");
        String user = Tools.root() ? "user root;" : "";
        Path config = lab.write(name + ".conf", CONFIG.formatted(user, own, root, host, port));
        List<String> words = new ArrayList<>(launcher);
        words.addAll(List.of("nginx", "-p", own.toString(), "-c", config.toString()));
        Server server = lab.start(name, new Command(words), Map.of());
        if (launcher.isEmpty()) {
            Ports.await(lab, server, host, port);
        }
        return new Nginx(server, "http://" + host + ":" + port + "/");
    }

    public Server server() {
        return server;
    }

    public String url(String name) {
        return url + name;
    }
}
