import './api/zod-without-eval';
import './styles/font.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { language } from './text/language';
import { applyTheme, followContrast, readTheme } from './styles/theme';

document.documentElement.lang = language;
applyTheme(readTheme());
followContrast();

const target = document.getElementById('app');
if (target) mount(App, { target });
