using LivePerformer.Host;

return await CommandLine.Run(args);
