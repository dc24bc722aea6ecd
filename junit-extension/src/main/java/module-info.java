/** A JUnit 5 extension that launches guests. */
module dev.sevsim.junit {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.machine;
    requires transitive dev.sevsim.scenario;
    requires transitive org.junit.jupiter.api;

    exports dev.sevsim.junit;
}
