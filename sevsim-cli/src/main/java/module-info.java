/** The {@code sevsim} command. */
module dev.sevsim.cli {
    requires static transitive org.jspecify;
    requires dev.sevsim.bridge;
    requires dev.sevsim.io;
    requires dev.sevsim.machine;
    requires dev.sevsim.scenario;
    requires dev.sevsim.service;
    requires dev.sevsim.view;
    requires info.picocli;
    requires java.logging;
    requires java.xml;
    requires org.jline.terminal;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    opens dev.sevsim.cli to
            info.picocli;
}
