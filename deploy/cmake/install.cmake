# Where a package puts things. The service file says /usr/bin: install with --prefix /usr.

install(TARGETS harvestd harvestd-sandbox RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES deploy/systemd/harvestd.service DESTINATION lib/systemd/system)
install(FILES deploy/systemd/harvestd.sysusers DESTINATION lib/sysusers.d RENAME harvestd.conf)
install(FILES config/harvestd.example.yaml config/harvestd.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/harvestd)
install(FILES README.md CHANGELOG.md config/RULES.md storage/SCHEMA.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
