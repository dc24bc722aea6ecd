/** Scenarios: files, expectations, secret tracking, the catalogue. */
module dev.sevsim.scenario {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.machine;
    requires org.snakeyaml.engine;

    exports dev.sevsim.scenario;
    exports dev.sevsim.scenario.expect;
    exports dev.sevsim.scenario.leak;
}
